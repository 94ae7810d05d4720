"""Many runs of notebooks: what `python -m helpers batch` and `claims` are made of."""
