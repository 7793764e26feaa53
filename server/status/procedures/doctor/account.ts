import { z } from 'zod'
import { operatorProcedure } from '../../../trpc/init'

/** Looks with somebody's own sign-in: for operators, and a mutation, as Spotify is asked in their name. */
export const account = operatorProcedure
  .input(z.object({ spotifyId: z.string().trim().min(1).max(200) }))
  .mutation(({ ctx, input }) => ctx.services.examineAccount(input.spotifyId))
