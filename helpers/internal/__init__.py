"""What the helpers share, and no cell of a notebook imports."""
