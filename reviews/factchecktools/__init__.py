"""The Fact Check Tools API (v1alpha1), for existing clients: docs/factchecktools.md."""
