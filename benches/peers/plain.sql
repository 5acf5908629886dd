-- The seven window checks in DuckDB SQL as an analyst would write them: one window join per rule over the whole table,
-- a self-join for repeats, one GROUP BY for duplicates, and the planner left alone. Over the view `claims`; needs
-- `codes.sql`. Returns (rule, tier, lines), the same as `checks.sql`.
CREATE OR REPLACE TEMP VIEW paid AS
SELECT claim_id, line_number, patient_id, rendering_npi AS npi, nullif(billing_tin, '') AS tin,
       nullif(rendering_specialty, '') AS specialty, service_date AS day, procedure_code AS code,
       counted(diagnosis_1) AS d1, counted(diagnosis_2) AS d2, nullif(modifier_1, '') AS modifier_1,
       nullif(modifier_2, '') AS modifier_2, payer, role, nq, audited, hard
FROM claims JOIN family_code USING (procedure_code)
WHERE coalesce(claim_status, 'paid') IN ('paid', '');

-- Every subject with the visits around it; each rule below asks for its own part of the window.
CREATE OR REPLACE TEMP VIEW pair AS
SELECT s.claim_id, s.line_number, s.role, s.code, v.code AS visit_code, v.hard, v.day - s.day AS gap,
       s.npi = v.npi AS same_clinician,
       s.npi = v.npi OR coalesce(s.tin = v.tin AND (s.specialty = v.specialty
           OR kind(s.specialty) + kind(v.specialty) >= 3), false) AS strong,
       coalesce(s.d1 IN (v.d1, v.d2), false) OR coalesce(s.d2 IN (v.d1, v.d2), false) AS same,
       coalesce(s.d1, s.d2) IS NULL OR coalesce(v.d1, v.d2) IS NULL AS unknown
FROM paid AS s JOIN paid AS v ON v.patient_id = s.patient_id
WHERE v.role = 'visit' AND (s.npi = v.npi OR s.tin = v.tin) AND (s.nq OR NOT v.nq);

CREATE OR REPLACE TEMP MACRO tier_after(strong, same, unknown) AS
    CASE WHEN strong AND same THEN 1 WHEN strong AND unknown THEN 2 WHEN NOT strong AND same THEN 2 END;

WITH flagged AS (
    SELECT 'e_visit_after_related_visit' AS rule, claim_id, line_number, min(tier_after(strong, same, unknown)) AS tier
    FROM pair WHERE role = 'e_visit' AND gap BETWEEN -7 AND -1 GROUP BY ALL
    UNION ALL
    SELECT 'e_visit_before_visit', claim_id, line_number,
           min(CASE WHEN strong AND gap <= 6 THEN 1 WHEN strong THEN 2 WHEN gap <= 6 AND same THEN 2 END)
    FROM pair WHERE role = 'e_visit' AND gap BETWEEN 1 AND 7 GROUP BY ALL
    UNION ALL
    SELECT 'e_visit_on_visit_day', claim_id, line_number,
           min(CASE WHEN same_clinician AND hard AND NOT (visit_code = '99212' AND code IN ('99422', '99423')) THEN 0
                    WHEN strong THEN 1 ELSE 2 END)
    FROM pair WHERE role = 'e_visit' AND gap = 0 GROUP BY ALL
    UNION ALL
    SELECT 'contact_after_related_visit', claim_id, line_number, min(tier_after(strong, same, unknown))
    FROM pair WHERE role = 'contact' AND gap BETWEEN -7 AND 0 GROUP BY ALL
    UNION ALL
    SELECT 'contact_before_visit', claim_id, line_number,
           min(CASE WHEN strong AND gap = 1 AND same THEN 1 WHEN strong AND gap = 1 THEN 2
                    WHEN strong AND same THEN 2 END)
    FROM pair WHERE role = 'contact' AND gap BETWEEN 1 AND 3 GROUP BY ALL
),
repeats AS (
    SELECT DISTINCT later.claim_id, later.line_number
    FROM paid AS later JOIN paid AS earlier
      ON earlier.patient_id = later.patient_id AND earlier.nq = later.nq
     AND earlier.day BETWEEN later.day - 7 AND later.day
     AND coalesce(earlier.tin, earlier.npi) = coalesce(later.tin, later.npi)
     AND (earlier.tin IS NULL) = (later.tin IS NULL)
     AND (earlier.day < later.day OR earlier.code > later.code OR earlier.code = later.code
          AND (earlier.claim_id, earlier.line_number) < (later.claim_id, later.line_number))
    WHERE later.role = 'e_visit' AND earlier.role = 'e_visit'
),
-- Counted over every line, then narrowed to the audited codes.
duplicates AS (
    SELECT procedure_code, count(*) - 1 AS lines FROM claims
    WHERE coalesce(claim_status, 'paid') IN ('paid', '')
    GROUP BY patient_id, rendering_npi, service_date, procedure_code, payer,
             least(nullif(modifier_1, ''), nullif(modifier_2, '')),
             greatest(nullif(modifier_1, ''), nullif(modifier_2, ''))
    HAVING count(*) > 1
)
SELECT rule, CASE tier WHEN 0 THEN 'hard' WHEN 1 THEN 'presumptive' ELSE 'advisory' END AS tier, count(*) AS lines
FROM flagged WHERE tier IS NOT NULL GROUP BY ALL
UNION ALL SELECT 'repeat_e_visit', 'flagged', count(*) FROM repeats
UNION ALL SELECT 'duplicate_line', 'hard', coalesce(sum(lines), 0)::BIGINT
FROM duplicates JOIN family_code USING (procedure_code) WHERE audited;
