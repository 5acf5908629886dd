-- The seven window checks in DuckDB SQL, as fast as they get, over the table or view `claims` of paid and unpaid
-- canonical lines; needs `codes.sql`. Returns (rule, tier, lines).
--
-- One statement. The few audited lines are kept with all their columns; the many visits stream past them in a second
-- scan with eight columns and are never kept: as fast as one scan for both, with half the memory. Joins run as written,
-- the smaller side on the right: left to its estimates, the planner builds the hash table on the visits.
SET disabled_optimizers = 'join_order,build_side_probe_side';
WITH line AS MATERIALIZED (
    SELECT claim_id, line_number, patient_id, rendering_npi AS npi, nullif(billing_tin, '') AS tin,
           nullif(rendering_specialty, '') AS specialty, service_date AS day, procedure_code AS code,
           role, nq, audited, diagnosis_1, diagnosis_2, nullif(modifier_1, '') AS modifier_1,
           nullif(modifier_2, '') AS modifier_2, payer
    FROM claims JOIN family_code USING (procedure_code)
    WHERE audited AND coalesce(claim_status, 'paid') IN ('paid', '')
),
visit AS (
    SELECT patient_id, rendering_npi AS npi, nullif(billing_tin, '') AS tin,
           nullif(rendering_specialty, '') AS specialty, service_date AS day, procedure_code AS code,
           nq, hard, diagnosis_1, diagnosis_2
    FROM claims JOIN family_code USING (procedure_code)
    WHERE role = 'visit' AND coalesce(claim_status, 'paid') IN ('paid', '')
),
-- E-visits and contacts against the visits of one patient within seven days either way: a hash join
-- on the patient, then only pairs of one clinician or one TIN.
near AS MATERIALIZED (
    SELECT s.claim_id, s.line_number, s.role, s.code, v.code AS visit_code, v.hard, v.day - s.day AS gap,
           coalesce(s.npi = v.npi, false) AS same_clinician, s.tin = v.tin AS same_group,
           s.specialty = v.specialty OR kind(s.specialty) + kind(v.specialty) >= 3 AS same_specialty,
           counted(s.diagnosis_1) AS s1, counted(s.diagnosis_2) AS s2,
           counted(v.diagnosis_1) AS v1, counted(v.diagnosis_2) AS v2
    FROM visit AS v JOIN line AS s ON v.patient_id = s.patient_id
    WHERE s.role IN ('e_visit', 'contact') AND v.day BETWEEN s.day - 7 AND s.day + 7
      AND (s.npi = v.npi OR s.tin = v.tin) AND (s.nq OR NOT v.nq)
),
pair AS MATERIALIZED (
    SELECT *, same_clinician OR coalesce(same_group AND same_specialty, false) AS strong,
           coalesce(s1 = v1, false) OR coalesce(s1 = v2, false)
               OR coalesce(s2 = v1, false) OR coalesce(s2 = v2, false) AS same,
           coalesce(s1, s2) IS NULL OR coalesce(v1, v2) IS NULL AS unknown
    FROM near
),
-- A pair belongs to one rule, by its subject and its gap. Tiers: 0 hard, 1 presumptive, 2 advisory.
judged AS (
    SELECT claim_id, line_number,
           CASE WHEN role = 'contact' AND gap <= 0 THEN 'contact_after_related_visit'
                WHEN role = 'contact' THEN 'contact_before_visit'
                WHEN gap < 0 THEN 'e_visit_after_related_visit'
                WHEN gap > 0 THEN 'e_visit_before_visit'
                ELSE 'e_visit_on_visit_day' END AS rule,
           CASE rule
               WHEN 'e_visit_before_visit' THEN
                   CASE WHEN strong AND gap <= 6 THEN 1 WHEN strong THEN 2 WHEN gap <= 6 AND same THEN 2 END
               WHEN 'e_visit_on_visit_day' THEN
                   CASE WHEN same_clinician AND hard
                             AND NOT (visit_code = '99212' AND code IN ('99422', '99423')) THEN 0
                        WHEN strong THEN 1 ELSE 2 END
               WHEN 'contact_before_visit' THEN
                   CASE WHEN NOT strong THEN NULL WHEN gap = 1 AND same THEN 1 WHEN gap = 1 THEN 2
                        WHEN gap <= 3 AND same THEN 2 END
               ELSE
                   CASE WHEN strong AND same THEN 1 WHEN strong AND unknown THEN 2
                        WHEN NOT strong AND same THEN 2 END
           END AS tier
    FROM pair
),
against_visits AS (
    SELECT rule, min(tier) AS tier FROM judged WHERE tier IS NOT NULL
    GROUP BY claim_id, line_number, rule
),
repeats AS (
    SELECT day - lag(day) OVER (
               PARTITION BY patient_id, nq, tin, CASE WHEN tin IS NULL THEN npi END
               ORDER BY day, code DESC, claim_id, line_number) AS gap
    FROM line WHERE role = 'e_visit'
),
-- Duplicates in two passes: a short key first, the whole key only where the short one repeats.
suspect AS (SELECT patient_id, day, code FROM line GROUP BY ALL HAVING count(*) > 1),
duplicates AS (
    SELECT count(*) - 1 AS lines FROM line SEMI JOIN suspect USING (patient_id, day, code)
    GROUP BY patient_id, npi, day, code, payer, least(modifier_1, modifier_2), greatest(modifier_1, modifier_2)
    HAVING count(*) > 1
)
SELECT rule, CASE tier WHEN 0 THEN 'hard' WHEN 1 THEN 'presumptive' ELSE 'advisory' END AS tier,
       count(*) AS lines
FROM against_visits GROUP BY ALL
UNION ALL SELECT 'repeat_e_visit', 'flagged', count(*) FROM repeats WHERE gap <= 7
UNION ALL SELECT 'duplicate_line', 'hard', coalesce(sum(lines), 0)::BIGINT FROM duplicates;
