"""The kernel: what every part needs and what knows neither claims nor reviews."""
