-- What a retail warehouse is asked in an hour: tills, the customer service desk and the web shop look
-- things up all the time, planners and analysts ask the large questions now and then.
-- Each statement says how often it is called. README.md tells what it is made to exercise.

-- ---------------------------------------------------------------- customer service: look-ups

-- name: order_by_number
-- selfopt: calls=900
SELECT order_number, line_number, ordered_at, ship_date, product_key, quantity, net_amount, status
FROM bronze.fact_sales
WHERE order_number = 10021591
ORDER BY line_number;

-- name: order_with_product_names
-- selfopt: calls=600
SELECT s.line_number, p.product_code, p.product_name, s.quantity, s.unit_price, s.net_amount
FROM bronze.fact_sales s
JOIN bronze.dim_product p ON p.product_key = s.product_key
WHERE s.order_number = 10028846
ORDER BY s.line_number;

-- name: customer_by_email
-- selfopt: calls=400
SELECT customer_key, customer_number, first_name, last_name, city, loyalty_tier
FROM bronze.dim_customer
WHERE lower(email) = 'guenther.garcia8@example.org';

-- name: customer_by_number
-- selfopt: calls=350
SELECT customer_key, first_name, last_name, email, phone, city, note
FROM bronze.dim_customer
WHERE customer_number = '000045658';

-- name: customer_by_phone
-- selfopt: calls=120
SELECT customer_key, customer_number, first_name, last_name
FROM bronze.dim_customer
WHERE phone = '+48 12 5556522';

-- name: customer_by_name_prefix_and_city
-- selfopt: calls=90
SELECT customer_key, customer_number, first_name, last_name, postal_code
FROM bronze.dim_customer
WHERE last_name LIKE 'Schä%' AND city = 'Dresden'
ORDER BY last_name, first_name, customer_key;

-- name: latest_purchases_of_customer
-- selfopt: calls=500
SELECT order_number, line_number, ordered_at, product_key, quantity, net_amount
FROM bronze.fact_sales
WHERE customer_key = 1190
ORDER BY ordered_at DESC, line_number
LIMIT 20;

-- name: customer_value
-- selfopt: calls=250
SELECT count(DISTINCT order_number) AS orders, sum(net_amount) AS revenue, max(ordered_at) AS latest
FROM bronze.fact_sales
WHERE customer_key = 2491;

-- name: returns_of_order
-- selfopt: calls=300
SELECT return_number, line_number, returned_at, quantity, refund_amount, reason
FROM bronze.fact_returns
WHERE order_number = 10011094
ORDER BY return_number;

-- name: return_by_number
-- selfopt: calls=150
SELECT return_number, order_number, line_number, returned_at, refund_amount, customer_comment
FROM bronze.fact_returns
WHERE return_number = 703210;

-- name: orders_of_customer_with_returns
-- selfopt: calls=60
SELECT DISTINCT s.order_number, s.ordered_at
FROM bronze.fact_sales s
WHERE s.customer_key = 394
  AND EXISTS (SELECT 1
              FROM bronze.fact_returns r
              WHERE r.order_number = s.order_number AND r.line_number = s.line_number)
ORDER BY s.ordered_at DESC, s.order_number;

-- ---------------------------------------------------------------- shop and warehouse: look-ups

-- name: product_by_code
-- selfopt: calls=500
SELECT p.product_key, p.product_name, p.brand, p.list_price, v.supplier_name, v.lead_time_days
FROM bronze.dim_product p
JOIN bronze.dim_supplier v ON v.supplier_key = p.supplier_key
WHERE p.product_code = '791983';

-- name: products_by_code_prefix
-- selfopt: calls=80
SELECT product_key, product_code, product_name, list_price
FROM bronze.dim_product
WHERE product_code LIKE '0678%'
ORDER BY product_code;

-- name: stock_of_product
-- selfopt: calls=400
SELECT i.store_key, t.store_name, i.on_hand, i.on_order
FROM bronze.fact_inventory i
JOIN bronze.dim_store t ON t.store_key = i.store_key
WHERE i.product_key = 1010 AND i.snapshot_date = DATE '2024-12-31'
ORDER BY i.on_hand DESC, i.store_key;

-- name: reorder_list_of_store
-- selfopt: calls=40
SELECT product_key, on_hand, reorder_point
FROM bronze.fact_inventory
WHERE store_key = 14
  AND snapshot_date = DATE '2024-12-31'
  AND on_hand < reorder_point
  AND on_order IS NULL
ORDER BY product_key;

-- name: open_orders_of_store
-- selfopt: calls=200
SELECT order_number, line_number, ordered_at, product_key, quantity
FROM bronze.fact_sales
WHERE status = 'open' AND store_key = 14
ORDER BY ordered_at, order_number, line_number;

-- name: pick_list_of_orders
-- selfopt: calls=120
SELECT order_number, line_number, product_key, quantity
FROM bronze.fact_sales
WHERE order_number IN (10040510, 10040622, 10040733, 10040751, 10040894, 10040910, 10040987, 10040999)
ORDER BY order_number, line_number;

-- name: store_takings_of_day
-- selfopt: calls=200
SELECT channel, count(DISTINCT order_number) AS orders, sum(net_amount) AS revenue
FROM bronze.fact_sales
WHERE store_key = 31 AND date_key = 20241220
GROUP BY channel
ORDER BY channel;

-- name: product_in_store_last_month
-- selfopt: calls=150
SELECT sum(quantity) AS sold, sum(net_amount) AS revenue
FROM bronze.fact_sales
WHERE product_key = 1140
  AND store_key = 14
  AND ordered_at >= TIMESTAMP '2024-12-01' AND ordered_at < TIMESTAMP '2025-01-01';

-- name: last_sale_of_product
-- selfopt: calls=120
SELECT max(ordered_at) AS last_sold
FROM bronze.fact_sales
WHERE product_key = 1029;

-- name: price_history_of_product
-- selfopt: calls=20
SELECT unit_price, min(ordered_at) AS first_seen, max(ordered_at) AS last_seen, sum(quantity) AS sold
FROM bronze.fact_sales
WHERE product_key = 193
GROUP BY unit_price
ORDER BY first_seen, unit_price;

-- name: also_bought
-- selfopt: calls=40
SELECT b.product_key, count(*) AS times
FROM bronze.fact_sales a
JOIN bronze.fact_sales b ON b.order_number = a.order_number AND b.product_key <> a.product_key
WHERE a.product_key = 931 AND a.date_key >= 20240701
GROUP BY b.product_key
ORDER BY times DESC, b.product_key
LIMIT 5;

-- name: latest_phone_orders
-- selfopt: calls=60
SELECT order_number, ordered_at, customer_key, net_amount
FROM bronze.fact_sales
WHERE channel = 'phone'
ORDER BY ordered_at DESC, order_number DESC, line_number
LIMIT 25;

-- name: customer_or_counter_sale
-- selfopt: calls=30
SELECT order_number, line_number, ordered_at, customer_key, net_amount
FROM bronze.fact_sales
WHERE customer_key = 3287 AND date_key >= 20241001
   OR store_key = 9 AND date_key = 20241224 AND channel = 'store'
ORDER BY ordered_at, order_number, line_number;

-- ---------------------------------------------------------------- planners: narrow analyses

-- name: takings_by_store_this_week
-- selfopt: calls=20
SELECT t.region, t.store_name, count(*) AS lines, sum(s.net_amount) AS revenue
FROM bronze.fact_sales s
JOIN bronze.dim_store t ON t.store_key = s.store_key
WHERE s.date_key BETWEEN 20241216 AND 20241222
GROUP BY t.region, t.store_name
ORDER BY revenue DESC, t.store_name;

-- name: takings_of_one_day_by_hour
-- selfopt: calls=25
SELECT extract(hour FROM ordered_at) AS hour, count(*) AS lines, sum(net_amount) AS revenue
FROM bronze.fact_sales
WHERE date_trunc('day', ordered_at) = TIMESTAMP '2024-12-06'
GROUP BY 1
ORDER BY 1;

-- name: store_revenue_by_day
-- selfopt: calls=15
SELECT date_key, sum(net_amount) AS revenue
FROM bronze.fact_sales
WHERE store_key = 20 AND date_key BETWEEN 20240901 AND 20241130
GROUP BY date_key
ORDER BY date_key;

-- name: promotion_effect
-- selfopt: calls=12
SELECT p.category, count(*) AS lines, sum(s.discount_amount) AS given, sum(s.net_amount) AS revenue
FROM bronze.fact_sales s
JOIN bronze.dim_product p ON p.product_key = s.product_key
WHERE s.promotion_key = 141
GROUP BY p.category
ORDER BY revenue DESC;

-- name: top_products_of_region
-- selfopt: calls=8
SELECT p.brand, p.product_name, sum(s.quantity) AS sold, sum(s.net_amount) AS revenue
FROM bronze.fact_sales s
JOIN bronze.dim_product p ON p.product_key = s.product_key
JOIN bronze.dim_store t ON t.store_key = s.store_key
JOIN bronze.dim_date d ON d.date_key = s.date_key
WHERE t.region = 'Bayern' AND d.year = 2024 AND d.quarter = 4 AND p.category = 'Toys'
GROUP BY p.brand, p.product_name
ORDER BY revenue DESC, p.product_name
LIMIT 10;

-- name: supplier_scorecard
-- selfopt: calls=10
SELECT v.supplier_name, p.product_name, sum(s.quantity) AS sold,
       count(r.return_number) AS returned, sum(r.refund_amount) AS refunded
FROM bronze.dim_supplier v
JOIN bronze.dim_product p ON p.supplier_key = v.supplier_key
JOIN bronze.fact_sales s ON s.product_key = p.product_key
LEFT JOIN bronze.fact_returns r ON r.order_number = s.order_number AND r.line_number = s.line_number
WHERE v.supplier_code = '00845' AND s.date_key >= 20240101
GROUP BY v.supplier_name, p.product_name
ORDER BY returned DESC, p.product_name;

-- name: best_customers_of_store
-- selfopt: calls=6
SELECT c.customer_number, c.last_name, sum(s.net_amount) AS revenue
FROM bronze.fact_sales s
JOIN bronze.dim_customer c ON c.customer_key = s.customer_key
WHERE s.store_key = 37 AND s.date_key BETWEEN 20241001 AND 20241231
GROUP BY c.customer_number, c.last_name
ORDER BY revenue DESC, c.customer_number
LIMIT 10;

-- name: new_customers_of_week
-- selfopt: calls=15
SELECT country_code, count(*) AS customers, count(*) FILTER (WHERE has_newsletter) AS subscribed
FROM bronze.dim_customer
WHERE registered_at >= TIMESTAMP '2024-12-09' AND registered_at < TIMESTAMP '2024-12-16'
GROUP BY country_code
ORDER BY customers DESC, country_code;

-- name: returns_by_reason
-- selfopt: calls=10
SELECT reason, count(*) AS returns, sum(refund_amount) AS refunded,
       avg(refund_amount) FILTER (WHERE NOT is_restocked) AS mean_lost
FROM bronze.fact_returns
WHERE returned_at >= TIMESTAMP '2024-12-01' AND returned_at < TIMESTAMP '2025-01-01'
GROUP BY reason
ORDER BY returns DESC, reason;

-- name: stock_value_by_category
-- selfopt: calls=6
SELECT p.category, sum(i.on_hand * p.unit_cost) AS stock_value
FROM bronze.fact_inventory i
JOIN bronze.dim_product p ON p.product_key = i.product_key
WHERE i.snapshot_date = DATE '2024-11-30'
GROUP BY p.category
ORDER BY stock_value DESC;

-- name: sales_of_seasonal_goods
-- selfopt: calls=8
SELECT product_key, date_key / 100 AS month, sum(quantity) AS sold
FROM bronze.fact_sales
WHERE product_key IN (193, 931, 1029, 1140, 1484) AND date_key BETWEEN 20241101 AND 20241231
GROUP BY product_key, date_key / 100
ORDER BY product_key, month;

-- ---------------------------------------------------------------- planners: nested questions

-- name: stock_outs_of_wanted_goods
-- what sold in the last quarter but is out of stock in that store
-- selfopt: calls=3
SELECT i.store_key, i.product_key,
       (SELECT sum(s.quantity)
        FROM bronze.fact_sales s
        WHERE s.product_key = i.product_key
          AND s.store_key = i.store_key
          AND s.ordered_at >= TIMESTAMP '2024-10-01') AS sold
FROM bronze.fact_inventory i
WHERE i.snapshot_date = DATE '2024-12-31' AND i.on_hand = 0
ORDER BY sold DESC NULLS LAST, i.store_key, i.product_key
LIMIT 20;

-- name: waiting_customers
-- open orders, and what each customer has bought before
-- selfopt: calls=4
SELECT o.order_number, o.customer_key, o.ordered_at,
       (SELECT count(DISTINCT s.order_number)
        FROM bronze.fact_sales s
        WHERE s.customer_key = o.customer_key AND s.ordered_at < o.ordered_at) AS earlier_orders
FROM bronze.fact_sales o
WHERE o.status = 'open' AND o.line_number = 1 AND o.channel = 'app'
ORDER BY earlier_orders DESC, o.order_number;

-- name: last_three_purchases_of_gold_customers
-- selfopt: calls=4
SELECT c.customer_number, c.last_name, l.ordered_at, l.order_number, l.net_amount
FROM bronze.dim_customer c
CROSS JOIN LATERAL (SELECT s.ordered_at, s.order_number, s.line_number, s.net_amount
                    FROM bronze.fact_sales s
                    WHERE s.customer_key = c.customer_key
                    ORDER BY s.ordered_at DESC, s.line_number
                    LIMIT 3) l
WHERE c.loyalty_tier = 'gold' AND c.region = 'Andalucía'
ORDER BY c.customer_number, l.ordered_at DESC, l.line_number;

-- name: stale_promotions
-- promotions of the last quarter with their first and last use
-- selfopt: calls=2
SELECT m.promotion_code, m.promotion_name,
       (SELECT min(s.ordered_at) FROM bronze.fact_sales s WHERE s.promotion_key = m.promotion_key) AS first_use,
       (SELECT max(s.ordered_at) FROM bronze.fact_sales s WHERE s.promotion_key = m.promotion_key) AS last_use
FROM bronze.dim_promotion m
WHERE m.ends_on BETWEEN DATE '2024-10-01' AND DATE '2024-12-31'
ORDER BY m.promotion_code;

-- name: damaged_goods_and_their_orders
-- selfopt: calls=3
SELECT r.return_number, r.returned_at, r.customer_comment,
       (SELECT count(*) FROM bronze.fact_sales s WHERE s.order_number = r.order_number) AS order_lines
FROM bronze.fact_returns r
WHERE r.reason = 'damaged'
  AND r.returned_at >= TIMESTAMP '2024-11-15'
  AND r.customer_comment IS NOT NULL
ORDER BY order_lines DESC, r.return_number
LIMIT 15;

-- name: dear_products
-- dearer than twice the mean of their kind
-- selfopt: calls=2
SELECT p.product_code, p.product_name, p.subcategory, p.list_price
FROM bronze.dim_product p
WHERE p.list_price > 2 * (SELECT avg(q.list_price)
                          FROM bronze.dim_product q
                          WHERE q.subcategory = p.subcategory)
ORDER BY p.subcategory, p.list_price DESC, p.product_code
LIMIT 50;

-- ---------------------------------------------------------------- analysts: whole-table questions

-- name: lost_customers
-- bought before, but not in the last year
-- selfopt: calls=2
SELECT c.country_code, count(*) AS lost
FROM bronze.dim_customer c
WHERE c.registered_at < TIMESTAMP '2023-01-01'
  AND NOT EXISTS (SELECT 1
                  FROM bronze.fact_sales s
                  WHERE s.customer_key = c.customer_key AND s.date_key >= 20240101)
GROUP BY c.country_code
ORDER BY lost DESC, c.country_code;

-- name: revenue_by_category_and_month
-- selfopt: calls=3
SELECT p.category, s.date_key / 100 AS month, sum(s.net_amount) AS revenue
FROM bronze.fact_sales s
JOIN bronze.dim_product p ON p.product_key = s.product_key
GROUP BY p.category, s.date_key / 100
ORDER BY p.category, month;

-- name: weekend_share_by_channel
-- selfopt: calls=2
SELECT s.channel, avg(CASE WHEN d.is_weekend THEN 1.0 ELSE 0.0 END) AS weekend_share
FROM bronze.fact_sales s
JOIN bronze.dim_date d ON d.date_key = s.date_key
WHERE s.status = 'completed'
GROUP BY s.channel
ORDER BY s.channel;

-- name: return_rate_by_brand
-- selfopt: calls=2
SELECT p.brand, count(r.return_number) * 100.0 / count(*) AS percent_returned
FROM bronze.fact_sales s
JOIN bronze.dim_product p ON p.product_key = s.product_key
LEFT JOIN bronze.fact_returns r ON r.order_number = s.order_number AND r.line_number = s.line_number
GROUP BY p.brand
ORDER BY percent_returned DESC, p.brand
LIMIT 10;

-- name: best_sellers_of_december
-- rank within the category
-- selfopt: calls=4
SELECT category, product_name, revenue, place
FROM (SELECT p.category, p.product_name, sum(s.net_amount) AS revenue,
             rank() OVER (PARTITION BY p.category ORDER BY sum(s.net_amount) DESC) AS place
      FROM bronze.fact_sales s
      JOIN bronze.dim_product p ON p.product_key = s.product_key
      WHERE s.ordered_at >= TIMESTAMP '2024-12-01' AND s.ordered_at < TIMESTAMP '2025-01-01'
      GROUP BY p.category, p.product_name) ranked
WHERE place <= 3
ORDER BY category, place, product_name;

-- name: running_revenue_of_store
-- selfopt: calls=5
WITH daily AS (
  SELECT date_key, sum(net_amount) AS revenue
  FROM bronze.fact_sales
  WHERE store_key = 26 AND date_key >= 20241101
  GROUP BY date_key
)
SELECT date_key, revenue, sum(revenue) OVER (ORDER BY date_key) AS so_far,
       avg(revenue) OVER (ORDER BY date_key ROWS 6 PRECEDING) AS mean_of_week
FROM daily
ORDER BY date_key;

-- name: cohorts
-- customers by the year of their first purchase, and what they spend now
-- selfopt: calls=1
WITH first_purchase AS (
  SELECT customer_key, min(date_key) / 10000 AS cohort
  FROM bronze.fact_sales
  WHERE customer_key IS NOT NULL
  GROUP BY customer_key
)
SELECT f.cohort, count(DISTINCT s.customer_key) AS customers, sum(s.net_amount) AS revenue
FROM first_purchase f
JOIN bronze.fact_sales s ON s.customer_key = f.customer_key
WHERE s.date_key >= 20241001
GROUP BY f.cohort
ORDER BY f.cohort;

-- name: large_orders
-- selfopt: calls=2
SELECT order_number, count(*) AS lines, sum(net_amount) AS total
FROM bronze.fact_sales
GROUP BY order_number
HAVING sum(net_amount) > 1000
ORDER BY total DESC, order_number
LIMIT 20;

-- name: slow_deliveries
-- selfopt: calls=4
SELECT t.country_code, count(*) AS lines, avg(s.ship_date - s.ordered_at::date) AS mean_days
FROM bronze.fact_sales s
JOIN bronze.dim_store t ON t.store_key = s.store_key
WHERE s.ship_date BETWEEN DATE '2024-12-01' AND DATE '2024-12-31'
  AND s.ship_date - s.ordered_at::date > 5
GROUP BY t.country_code
ORDER BY mean_days DESC, t.country_code;
