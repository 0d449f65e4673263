"""The register's side: what may be rung up, what was sold, and what of it staff should look at."""
