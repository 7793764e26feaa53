import { readdirSync, readFileSync } from 'node:fs'
import type { RequestHandler } from 'express'
import { createApp } from '~server/http/app'
import type { AppOptions } from '~server/http/options'
import { inRoot } from '../../../scripts/lib/paths.mjs'

type Layer = {
  regexp: RegExp
  route?: { path: string; methods: Record<string, boolean> }
  handle: { stack?: Layer[] }
}

/** Every address that the server answers, as "GET /about": its own routes, and the pages by their files. */
export function findAllRoutes(): string[] {
  return [...findOwnRoutes(), ...findPages()].sort()
}

/** What the web server knows besides pages, read from its routers. `all` of them say which method is right. */
function findOwnRoutes(): string[] {
  const next: RequestHandler = (_request, _response, go) => {
    go()
  }
  const options = {
    publicDir: '/nowhere',
    pages: next,
    streams: { handler: next },
    sandboxMedia: null,
    trustProxyHops: 0,
  }
  const lacking = new Proxy(options, {
    get: (known, name) => (name in known ? Reflect.get(known, name) : {}) as unknown,
  })
  const app = createApp(lacking as unknown as AppOptions) as unknown as { _router: { stack: Layer[] } }
  return app._router.stack.flatMap((layer) => routesOf(layer, ''))
}

function routesOf({ regexp, route, handle }: Layer, above: string): string[] {
  if (route?.path === '*') return []
  if (route) {
    const methods = Object.keys(route.methods).filter((method) => method !== '_all')
    return methods.map((method) => `${method.toUpperCase()} ${above}${route.path}`)
  }
  const place = regexp.source.replace(/^\^/, '').replace('\\/?(?=\\/|$)', '').replaceAll('\\/', '/')
  return (handle.stack ?? []).flatMap((layer) =>
    routesOf(layer, place === '/?(?=/|$)' ? above : above + place),
  )
}

function findPages(): string[] {
  const folder = inRoot('app', 'routes')
  return readdirSync(folder)
    .filter((name) => name !== '$')
    .flatMap((name) => {
      const path = name
        .replace(/\.?_index$/, '')
        .replace('_.', '/')
        .replace('.', '/')
        .replace(/\$\w+/, 'ID')
      const [file = ''] = readdirSync(`${folder}/${name}`).filter((entry) => /^route\.tsx?$/.test(entry))
      const text = readFileSync(`${folder}/${name}/${file}`, 'utf8')
      const takesForms = /export (?:async )?function action\b|export const action\b/.test(text)
      return takesForms ? [`GET /${path}`, `POST /${path}`] : [`GET /${path}`]
    })
}
