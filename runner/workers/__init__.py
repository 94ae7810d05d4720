"""The processes that do a batch's runs."""
