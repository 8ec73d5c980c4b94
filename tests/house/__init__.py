"""The rules that keep the walls: readers of source that yield a finding for each breach.

``tests/test_architecture.py`` holds the plan and applies these to the tree;
``tests/test_house_plan_breaks.py`` applies them to trees that break it on purpose.
"""
