"""The words and forms of the front desk."""
