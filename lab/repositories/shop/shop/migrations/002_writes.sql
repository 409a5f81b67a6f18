create table writes (
    id bigint generated always as identity primary key,
    mark text,
    written_at timestamptz not null default now(),
    written_by text not null
);
