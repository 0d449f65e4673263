"""The night: planned first, shown, then applied, once per store, step and business date (design
3.5)."""
