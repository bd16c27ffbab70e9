"""Every petition of the demo, in the order in which they came; their shape is in story.py.

Add one in the file of its theme or, if it lies further back, of its quarter.
tests/commands/test_city_walks.py walks each by the table of the workflow and keeps every
work-list filled.
"""

from huiyin.commands.city.assigned import ASSIGNED
from huiyin.commands.city.detours import DETOURS
from huiyin.commands.city.disputes import DISPUTES
from huiyin.commands.city.east import EAST
from huiyin.commands.city.endings import ENDINGS
from huiyin.commands.city.homes import HOMES
from huiyin.commands.city.land import LAND
from huiyin.commands.city.neighbours import NEIGHBOURS
from huiyin.commands.city.north import NORTH
from huiyin.commands.city.river import RIVER
from huiyin.commands.city.south import SOUTH
from huiyin.commands.city.story import Story
from huiyin.commands.city.street import STREET
from huiyin.commands.city.villages import VILLAGES
from huiyin.commands.city.voices import VOICES
from huiyin.commands.city.wages import WAGES
from huiyin.commands.city.water import WATER
from huiyin.commands.city.west import WEST

STORIES: tuple[Story, ...] = tuple(
    sorted(
        (
            *(*WATER, *WAGES, *HOMES, *LAND, *STREET, *VOICES, *ASSIGNED, *DETOURS, *ENDINGS),
            *(*DISPUTES, *NEIGHBOURS),
            *(*EAST, *SOUTH, *WEST, *NORTH, *RIVER, *VILLAGES),
        ),
        key=lambda story: (-story.before, story.time),
    )
)
