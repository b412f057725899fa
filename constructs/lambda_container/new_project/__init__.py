"""A new project, from the template and the CI workflows in this folder."""
