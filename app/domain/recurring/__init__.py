"""Orders that repeat by themselves, with brakes (C29, B3)."""
