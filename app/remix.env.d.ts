/// <reference types="@remix-run/dev" />
/// <reference types="@remix-run/node" />

// Loaders return plain values: their types must not be run through the JSON serialisation of old.
declare module '@remix-run/server-runtime' {
  interface Future {
    v3_singleFetch: true
  }
}

export {}
