"""Draw the project: every environment, every example, and the library's wings.

``python -m tools.diagram`` writes a diagram of each to docs/diagrams, as Mermaid text and as SVG.
"""
