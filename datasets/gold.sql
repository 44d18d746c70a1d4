-- From silver to gold: the aggregates that reports read. Run after silver.sql, in the same
-- transaction: selfopt etl datasets/*.csv --sql datasets/silver.sql --sql datasets/gold.sql

create table if not exists gold.revenue_by_month (
  month date not null,
  country_code char(2) not null,
  category text not null,
  orders bigint not null,
  quantity bigint not null,
  revenue numeric(14,2) not null,
  primary key (month, country_code, category)
);
truncate gold.revenue_by_month;
insert into gold.revenue_by_month
select date_trunc('month', s.ordered_at)::date, coalesce(t.country_code, '--'), p.category,
       count(distinct s.order_number), sum(s.quantity), sum(s.net_amount)
from silver.sale s
join silver.product p using (product_key)
left join silver.store t using (store_key)
group by 1, 2, 3;

create table if not exists gold.customer_value (
  customer_key integer primary key,
  first_order date not null,
  last_order date not null,
  orders bigint not null,
  revenue numeric(14,2) not null,
  revenue_rank bigint not null
);
truncate gold.customer_value;
insert into gold.customer_value
select customer_key, min(ordered_at)::date, max(ordered_at)::date, count(distinct order_number),
       sum(net_amount), rank() over (order by sum(net_amount) desc)
from silver.sale
where customer_key is not null
group by customer_key;

analyze gold.revenue_by_month, gold.customer_value;
