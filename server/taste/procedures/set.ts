import { z } from 'zod'
import { TrackId } from '../../similar/domain/controls'
import { ClickKind } from '../domain/click'
import { askProcedure } from '../../trpc/init'

const Input = z.object({
  track: TrackId,
  kind: ClickKind,
  /** The track that the click is an answer to. */
  seed: TrackId.nullable().default(null),
})

export const set = askProcedure
  .input(Input)
  .mutation(({ ctx, input }) => ctx.services.recordClick(input, ctx.listener.ensure))
