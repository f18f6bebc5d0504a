/** How far this machine's clock may be from the server's, in milliseconds: a wrong clock should keep nobody out. */
export const clockTolerance = 300_000

/**
 * How far it may be behind: a server that says when it signed says that it is at least as late. That is a day, for a clock set to
 * another part of the world; milliseconds written for seconds are still found.
 */
export const slowestClock = 86_400_000

/**
 * How far the clocks of one server's machines may be apart, in milliseconds, its rounding to seconds included: `auth_time` and `iat` are
 * both its own.
 */
export const serverTolerance = 10_000
