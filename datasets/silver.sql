-- From bronze, the sample as its files have it, to silver: cleaned, typed as the business means it,
-- with keys. Run after a load, in one transaction: selfopt etl datasets/*.csv --sql datasets/silver.sql
-- Safe to run again: tables are emptied and filled, so that grants, indexes and views stay.

create table if not exists silver.customer (
  customer_key integer primary key,
  customer_number text not null unique,
  full_name text not null,
  email text,
  phone text,
  city text,
  country_code char(2),
  birth_date date,
  segment text not null,
  loyalty_tier text,
  registered_on date not null
);
truncate silver.customer cascade;
insert into silver.customer
select customer_key, customer_number, concat_ws(' ', first_name, last_name),
       lower(trim(email)), nullif(regexp_replace(phone, '[^0-9+]', '', 'g'), ''), trim(city),
       upper(country_code), birth_date, lower(segment), lower(loyalty_tier), registered_at::date
from bronze.dim_customer;

create table if not exists silver.product (
  product_key integer primary key,
  product_code text not null unique,
  product_name text not null,
  brand text,
  category text not null,
  subcategory text,
  list_price numeric(10,2) not null check (list_price >= 0),
  unit_cost numeric(10,2)
);
truncate silver.product cascade;
insert into silver.product
select product_key, product_code, trim(product_name), brand, category, subcategory, list_price,
       unit_cost
from bronze.dim_product;

create table if not exists silver.store (
  store_key integer primary key,
  store_name text not null,
  city text,
  region text,
  country_code char(2) not null
);
truncate silver.store cascade;
insert into silver.store
select store_key, trim(store_name), city, region, upper(country_code)
from bronze.dim_store;

-- Cancelled orders are no sales. A line is taken once, whatever the files repeat.
create table if not exists silver.sale (
  order_number integer not null,
  line_number smallint not null,
  ordered_at timestamp not null,
  shipped_on date,
  store_key integer references silver.store,
  customer_key integer references silver.customer,
  product_key integer not null references silver.product,
  quantity integer not null check (quantity > 0),
  net_amount numeric(12,2) not null,
  channel text not null,
  primary key (order_number, line_number)
);
truncate silver.sale;
insert into silver.sale
select distinct on (order_number, line_number)
       order_number, line_number, ordered_at, ship_date, store_key, customer_key, product_key,
       quantity, net_amount, lower(channel)
from bronze.fact_sales
where status <> 'cancelled'
order by order_number, line_number, ordered_at desc;

create index if not exists sale_ordered_at on silver.sale (ordered_at);
analyze silver.customer, silver.product, silver.store, silver.sale;
