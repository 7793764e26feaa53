import type { AppLoadContext } from '@remix-run/node'

/** What the quality page says of the index. */
export type IndexState = Awaited<ReturnType<AppLoadContext['trpc']['index']['status']>>
