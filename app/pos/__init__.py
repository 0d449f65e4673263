"""Registers: what they may ring up goes to them, what they sold comes back. One package a make."""
