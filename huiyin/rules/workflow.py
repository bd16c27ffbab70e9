"""The life of a petition, as one table.

Everything that can happen to a petition is a row of WORKFLOW. To change the procedure, change a
row in huiyin/rules/rows; docs/workflow.md is drawn from the table.
"""

from huiyin.rules.rows.beside import BESIDE
from huiyin.rules.rows.disputing import DISPUTING
from huiyin.rules.rows.emergency import EMERGENCY
from huiyin.rules.rows.ending import ENDING
from huiyin.rules.rows.handling import HANDLING
from huiyin.rules.rows.of_2005 import OF_2005
from huiyin.rules.rows.routing import ROUTING
from huiyin.rules.rows.serving import SERVING
from huiyin.rules.rule import (
    ANY,
    BEFORE_SERVICE,
    BUREAU,
    DESK,
    DUTY_CLOCKS,
    FINAL,
    HOLDING_CLOCKS,
    OFFICE_CLOCKS,
    OPEN,
    PASSED_ON,
    UNIT,
    WAITING,
    Rule,
)

__all__ = [
    "ANY",
    "BEFORE_SERVICE",
    "BUREAU",
    "DESK",
    "DUTY_CLOCKS",
    "FINAL",
    "HOLDING_CLOCKS",
    "OFFICE_CLOCKS",
    "OPEN",
    "PASSED_ON",
    "UNIT",
    "WAITING",
    "WORKFLOW",
    "Rule",
]

WORKFLOW: tuple[Rule, ...] = (
    ROUTING + DISPUTING + HANDLING + OF_2005 + SERVING + BESIDE + ENDING + EMERGENCY
)
