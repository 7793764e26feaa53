-- People who sign in, their sessions, the accounts they connect; and the service tokens that were used.

create table users (
  id uuid primary key default gen_random_uuid(),
  display_name text,
  role text not null default 'user' check (role in ('user', 'operator')),
  created_at timestamptz not null default now()
);

-- The cookie holds an opaque id; only its SHA-256 is here, so that a leaked table opens no session.
create table sessions (
  id_hash bytea primary key check (octet_length(id_hash) = 32),
  user_id uuid not null references users (id) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index sessions_user on sessions (user_id);
create index sessions_expiry on sessions (expires_at);

-- Tokens are sealed (AES-256-GCM) with the key named by key_id; authorized_at starts Spotify's six months.
create table accounts (
  provider text not null check (provider in ('spotify')),
  provider_account_id text not null,
  user_id uuid not null references users (id) on delete cascade,
  scopes text[] not null default '{}',
  key_id text not null,
  access_token bytea,
  refresh_token bytea,
  access_expires_at timestamptz,
  authorized_at timestamptz not null,
  primary key (provider, provider_account_id),
  unique (provider, user_id)
);

-- A service token opens one writing request: its jti is kept until it would expire anyway.
create table used_service_tokens (
  jti text primary key,
  expires_at timestamptz not null
);
create index used_service_tokens_expiry on used_service_tokens (expires_at);
