create table orders (
    id bigint generated always as identity primary key,
    item text not null,
    ordered_at timestamptz not null default now(),
    ordered_by text not null,
    completed_at timestamptz,
    completed_by text
);
create index orders_to_complete on orders (ordered_at) where completed_at is null;
