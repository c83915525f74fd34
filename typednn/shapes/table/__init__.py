"""The inside of the table of rules: reading stubs, reading arguments, evaluating what a stub says."""
