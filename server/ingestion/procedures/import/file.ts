import { z } from 'zod'
import { DomainError } from '../../../domain/errors'
import { LIMITS } from '../../../domain/input/limits'
import { importProcedure } from '../../../trpc/init'

/** The file itself: over HTTP the body (application/octet-stream), streamed. */
const Body = z
  .union([z.instanceof(ReadableStream<Uint8Array>), z.instanceof(Blob)], {
    error: 'Send the file itself as the body.',
  })
  .transform((body): ReadableStream => (body instanceof Blob ? body.stream() : body))

/** Its name comes in the header x-segue-filename, and whether it corrects what files said in x-segue-replace. */
export const file = importProcedure.input(Body).mutation(async ({ ctx, input }) => {
  if (!ctx.upload) {
    throw new DomainError('INPUT_INVALID', 'The file has no name.', {
      hint: 'Send its name, percent-encoded, in the header x-segue-filename.',
    })
  }
  if ((ctx.upload.name ?? '').length > LIMITS.playlist) {
    throw new DomainError('INPUT_INVALID', 'The name of the playlist is too long.', {
      hint: `Give it at most ${String(LIMITS.playlist)} letters.`,
    })
  }
  return ctx.services.importFile(input, ctx.upload, await ctx.listener.findUser())
})
