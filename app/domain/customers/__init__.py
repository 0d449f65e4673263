"""Customers: finding them, and the contact an order takes over from them."""
