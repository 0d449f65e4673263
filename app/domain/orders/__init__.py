"""Orders and their lines: drafts, placing, moving, editing, closing, and the lists people work
from."""
