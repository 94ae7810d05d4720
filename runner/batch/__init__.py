"""A batch: what is asked, and what comes out."""
