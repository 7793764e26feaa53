import { z } from 'zod'

/** yes and no are known; unknown could not be found out now; off is not in use here. */
export const CheckState = z.enum(['yes', 'no', 'unknown', 'off'])
export type CheckState = z.infer<typeof CheckState>

/** One thing this instance needs or may do: how it stands, what that means, and what to do about a “no”. */
export const Check = z.object({
  id: z.string(),
  title: z.string(),
  state: CheckState,
  detail: z.string(),
  remedy: z.string().nullable(),
})
export type Check = z.infer<typeof Check>

export const Doctor = z.object({
  checkedAt: z.string(),
  /** What Spotify lets this client id do. */
  spotify: z.array(Check),
  /** What it lets the person do who is asked about: whoever is signed in, or whom an operator names. */
  user: z.array(Check),
  /** What the instance itself stands on. */
  house: z.array(Check),
})
export type Doctor = z.infer<typeof Doctor>
