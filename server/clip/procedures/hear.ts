import { z } from 'zod'
import { readProcedure } from '../../trpc/init'

/** Over HTTP the body is the file itself (application/octet-stream), streamed. */
const Body = z.union([z.instanceof(Uint8Array<ArrayBuffer>), z.instanceof(ReadableStream<Uint8Array>)], {
  error: 'Send the audio file itself as the body.',
})

/** Changes nothing, so it takes no writing right; a mutation because its input is a body. */
export const hear = readProcedure
  .input(Body)
  .mutation(({ ctx, input }) => ctx.services.hearClip(input, ctx.signal))
