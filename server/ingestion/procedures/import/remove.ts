import { z } from 'zod'
import { deleteProcedure } from '../../../trpc/init'

/** One list by its id, or all that one imported. */
const Input = z.union([
  z.object({ list: z.string().min(1).max(64, 'This is not the id of a list.') }),
  z.object({ all: z.literal(true) }),
])

/** Deletes what one imported, with the tracks that nothing else holds; a list that is not there is none to delete. */
export const remove = deleteProcedure.input(Input).mutation(async ({ ctx, input }) => {
  const owner = (await ctx.listener.findUser())?.id ?? null
  return ctx.services.imported.remove(owner, 'list' in input ? input.list : null)
})
