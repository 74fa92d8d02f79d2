"""What is promised: one concern a module, parametrized by the contract. Edit charhub.toml first."""
