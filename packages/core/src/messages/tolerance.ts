/** How far this machine's clock may be from the server's, in milliseconds: a wrong clock should keep nobody out. */
export const clockTolerance = 300_000

/**
 * How far a new id_token puts it right, be it slow or fast: a server that says when it signed is at least as late now, and was no later when
 * it was asked. That is a day, for a clock set to another part of the world; milliseconds written for seconds are still found.
 */
export const farthestClock = 86_400_000

/**
 * How far the clocks of one server's machines may be apart, in milliseconds, its rounding to seconds included: `auth_time` and `iat` are
 * both its own.
 */
export const serverTolerance = 10_000
