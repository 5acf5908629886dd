"""For `spark-submit`, which runs files and no modules: the same as `python -m claimsweep_spark`."""

import sys

from claimsweep_spark.__main__ import main

sys.exit(main())
