import type { AppLoadContext } from '@remix-run/node'

/** What the front page knows of the catalog. */
export type Overview = Awaited<ReturnType<AppLoadContext['trpc']['catalog']['overview']>>
