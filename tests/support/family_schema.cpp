#include "support/family_schema.hpp"

namespace selfopt::test {
namespace {

std::vector<FamilyTable> retail() {
  return {
      {"sales",
       "sale_id",
       {{"customer_id", "customers"},
        {"product_id", "products"},
        {"store_id", "stores"},
        {"promotion_id", "promotions"}},
       {"status", "channel", "payment_method"},
       {"quantity", "unit_price", "net_amount", "discount"},
       {"ordered_at", "shipped_at"}},
      {"returns",
       "return_id",
       {{"sale_id", "sales"}, {"product_id", "products"}, {"store_id", "stores"}},
       {"reason", "condition"},
       {"returned_quantity", "refund"},
       {"returned_at"}},
      {"inventory",
       "inventory_id",
       {{"product_id", "products"}, {"store_id", "stores"}},
       {"shelf"},
       {"on_hand", "reorder_level"},
       {"counted_on"}},
      {"customers",
       "customer_id",
       {{"home_store_id", "stores"}},
       {"last_name", "email", "city", "loyalty_tier"},
       {"credit_limit", "points"},
       {"born_on", "joined_on"}},
      {"products",
       "product_id",
       {{"supplier_id", "suppliers"}},
       {"product_name", "category", "brand", "colour"},
       {"list_price", "weight_kg"},
       {"introduced_on"}},
      {"stores",
       "store_id",
       {},
       {"store_name", "region", "country"},
       {"floor_space"},
       {"opened_on"}},
      {"suppliers", "supplier_id", {}, {"supplier_name", "town"}, {"lead_days"}, {"since"}},
      {"promotions", "promotion_id", {}, {"title", "medium"}, {"budget"}, {"starts_on", "ends_on"}},
  };
}

std::vector<FamilyTable> clinic() {
  return {
      {"visits",
       "visit_id",
       {{"patient_id", "patients"}, {"doctor_id", "doctors"}, {"ward_id", "wards"}},
       {"triage", "outcome", "arrival_mode"},
       {"wait_minutes", "charge", "severity"},
       {"arrived_at", "discharged_at"}},
      {"prescriptions",
       "prescription_id",
       {{"visit_id", "visits"}, {"drug_id", "drugs"}, {"doctor_id", "doctors"}},
       {"route", "frequency"},
       {"dose_mg", "days"},
       {"prescribed_at"}},
      {"lab_results",
       "result_id",
       {{"visit_id", "visits"}, {"assay_id", "assays"}},
       {"flag", "specimen"},
       {"measured", "lower_limit", "upper_limit"},
       {"sampled_at", "reported_at"}},
      {"patients",
       "patient_id",
       {{"insurer_id", "insurers"}},
       {"surname", "postcode", "blood_group", "sex"},
       {"height_cm", "weight_kg"},
       {"born_on", "registered_on"}},
      {"doctors",
       "doctor_id",
       {{"ward_id", "wards"}},
       {"full_name", "speciality", "grade"},
       {"hourly_rate"},
       {"hired_on"}},
      {"wards", "ward_id", {}, {"ward_name", "building"}, {"beds"}, {"opened_on"}},
      {"drugs",
       "drug_id",
       {},
       {"generic_name", "maker", "form"},
       {"price", "stock"},
       {"expires_on"}},
      {"assays", "assay_id", {}, {"assay_name", "method"}, {"cost"}, {"validated_on"}},
      {"insurers", "insurer_id", {}, {"insurer_name", "plan"}, {"premium"}, {"contract_from"}},
  };
}

std::vector<FamilyTable> sample() {
  return {
      {"bronze.fact_sales",
       "order_number",
       {{"customer_key", "bronze.dim_customer"},
        {"product_key", "bronze.dim_product"},
        {"store_key", "bronze.dim_store"},
        {"promotion_key", "bronze.dim_promotion"}},
       {"status", "channel"},
       {"quantity", "unit_price", "net_amount", "discount_amount"},
       {"ordered_at", "ship_date"}},
      {"bronze.fact_returns",
       "return_number",
       {{"order_number", "bronze.fact_sales"}, {"product_key", "bronze.dim_product"}},
       {"reason"},
       {"quantity", "refund_amount"},
       {"returned_at"}},
      {"bronze.dim_customer",
       "customer_key",
       {},
       {"last_name", "email", "city", "country_code", "loyalty_tier", "phone", "segment"},
       {"customer_key"},
       {"birth_date", "registered_at"}},
      {"bronze.dim_product",
       "product_key",
       {{"supplier_key", "bronze.dim_supplier"}},
       {"product_code", "brand", "category", "subcategory"},
       {"list_price", "unit_cost", "weight_kg"},
       {"introduced_on"}},
      {"bronze.dim_store",
       "store_key",
       {},
       {"store_code", "store_format", "city", "country_code"},
       {"floor_area_m2"},
       {"opened_on"}},
      {"bronze.dim_supplier",
       "supplier_key",
       {},
       {"supplier_name", "city", "country_code"},
       {"rating", "lead_time_days"},
       {"contract_since"}},
      {"bronze.dim_promotion",
       "promotion_key",
       {},
       {"promotion_name", "kind", "category"},
       {"discount_percent", "budget"},
       {"starts_on", "ends_on"}},
  };
}

}  // namespace

std::vector<FamilyTable> family_tables(FamilySchema schema) {
  switch (schema) {
    case FamilySchema::retail:
      return retail();
    case FamilySchema::clinic:
      return clinic();
    case FamilySchema::sample:
      return sample();
  }
  return {};
}

}  // namespace selfopt::test
