import { z } from 'zod'
import { TrackId } from '../../similar/domain/controls'
import { askProcedure } from '../../trpc/init'

const NOT_A_CLICK = 'This is not the id of a click.'

/** One click by its id, so that what was said before counts again; or whatever was said of a track. */
const Input = z.union([
  z.object({ id: z.string().max(18, NOT_A_CLICK).regex(/^\d+$/, NOT_A_CLICK) }),
  z.object({ track: TrackId }),
])

/** A click that is gone already is no mistake: whoever takes it back twice has what they wanted. */
export const remove = askProcedure.input(Input).mutation(async ({ ctx, input }) => {
  const listenerId = await ctx.listener.find()
  if (listenerId !== null) await ctx.services.removeClick(listenerId, input)
  return { removed: true }
})
