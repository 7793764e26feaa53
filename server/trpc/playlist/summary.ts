import { z } from 'zod'
import { readProcedure } from '../init'

const Input = z.object({ id: z.string().min(1).max(64, 'This is not the id of a playlist.') })

export const summary = readProcedure
  .input(Input)
  .query(async ({ ctx, input }) => ctx.services.summarisePlaylist(input.id, await ctx.listener.findUser()))
