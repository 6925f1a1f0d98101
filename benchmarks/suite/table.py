# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every row by name, in the order of the page."""

from . import attention, convolution, linear, transformer, wavenet

ROWS = {row.name: row for module in (attention, linear, convolution, wavenet, transformer) for row in module.rows()}
ROWS |= {row.name: row for row in attention.curves()}
