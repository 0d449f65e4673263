"""Any register that can write a file: CSV or JSON into a folder, one folder a store (B20)."""
