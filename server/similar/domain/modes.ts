/**
 * What can be asked for: `similar` is nearest by sound; `discover` leaves out the artists of the seeds and gives one
 * track an artist; `continue` goes on with several seeds as a playlist would, their artists included, two tracks each.
 */
export const MODES = ['similar', 'discover', 'continue'] as const
export type Mode = (typeof MODES)[number]
