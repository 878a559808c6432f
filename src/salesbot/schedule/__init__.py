"""Standing appointments: when things happen by themselves."""
