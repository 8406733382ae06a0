"""The synthetic place: real administrative codes, invented people, planted truth.

Nobody in it exists. Identity numbers carry address codes 1599xx, which belong to no place; accounts begin with
62991 (recipients), 629918 (institutions), 62992 (fiscal accounts) or 62999 (scenes), telephone numbers with
1990 0 or 12099, none of which was issued. The figures (standards, prices, incomes) are invented, of the size that
the region published. Everything is drawn by hash from the seed, so that the same seed gives the same data.
"""
