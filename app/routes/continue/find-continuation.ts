import type { AppLoadContext } from '@remix-run/node'
import { readResultQuery } from '~/ui/result/result-query'
import { readSeedQuery } from './seed-query'

/** What an address of this page asks for, and the answer; null where it names no seed yet. */
export async function findContinuation(request: Request, context: AppLoadContext) {
  const { seeds, not } = await readSeedQuery(request, context)
  const read = readResultQuery(request)
  const query = new URL(request.url).searchParams.get('mode') ? read : { ...read, mode: 'continue' as const }
  const recommendation = seeds.length === 0 ? null : await context.trpc.similar.find({ ...query, seeds, not })
  return { query, recommendation }
}
