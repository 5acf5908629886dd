-- What both scripts of checks share: the code families, and small definitions.

-- 1. Code families, as number ranges: letter, first, last, role, nq (for clinicians outside E/M; an
--    assessment service when the role is visit), audited, and hard (a visit by the same clinician on
--    the e-visit's own date is proven by the claim alone).
CREATE OR REPLACE TEMP TABLE family_code AS
SELECT letter || lpad(unnest(range(first, last + 1))::VARCHAR, (5 - length(letter))::INTEGER, '0')
           AS procedure_code, role, nq, audited, hard
FROM (VALUES
    -- e-visits
    ('', 99421, 99423, 'e_visit', false, true, false), ('', 99444, 99444, 'e_visit', false, true, false),
    ('', 98970, 98972, 'e_visit', true, true, false), ('G', 2061, 2063, 'e_visit', true, true, false),
    ('', 98969, 98969, 'e_visit', true, true, false),
    -- contacts: phone, check-in, image
    ('', 99441, 99443, 'contact', false, true, false), ('', 98966, 98968, 'contact', true, true, false),
    ('', 98016, 98016, 'contact', false, true, false), ('G', 2012, 2012, 'contact', false, true, false),
    ('G', 2252, 2252, 'contact', false, true, false), ('G', 2251, 2251, 'contact', true, true, false),
    ('G', 2010, 2010, 'contact', false, true, false), ('G', 2250, 2250, 'contact', true, true, false),
    -- visits: office, consult, psychiatry (hard on the same day, 99211 apart)
    ('', 99201, 99205, 'visit', false, false, true), ('', 99211, 99211, 'visit', false, false, false),
    ('', 99212, 99215, 'visit', false, false, true), ('', 99241, 99245, 'visit', false, false, true),
    ('', 99251, 99255, 'visit', false, false, true), ('', 90791, 90792, 'visit', false, false, true),
    ('', 90832, 90838, 'visit', false, false, true),
    -- visits: hospital, emergency, critical, nursing, home, preventive, cognitive, eye
    ('', 99217, 99226, 'visit', false, false, false), ('', 99231, 99236, 'visit', false, false, false),
    ('', 99238, 99239, 'visit', false, false, false), ('', 99281, 99285, 'visit', false, false, false),
    ('', 99291, 99292, 'visit', false, false, false), ('', 99304, 99310, 'visit', false, false, false),
    ('', 99315, 99316, 'visit', false, false, false), ('', 99318, 99318, 'visit', false, false, false),
    ('', 99324, 99328, 'visit', false, false, false), ('', 99334, 99337, 'visit', false, false, false),
    ('', 99341, 99345, 'visit', false, false, false), ('', 99347, 99350, 'visit', false, false, false),
    ('', 99381, 99387, 'visit', false, false, false), ('', 99391, 99397, 'visit', false, false, false),
    ('G', 402, 402, 'visit', false, false, false), ('G', 438, 439, 'visit', false, false, false),
    ('', 99483, 99483, 'visit', false, false, false), ('', 99495, 99498, 'visit', false, false, false),
    ('', 92002, 92002, 'visit', false, false, false), ('', 92004, 92004, 'visit', false, false, false),
    ('', 92012, 92012, 'visit', false, false, false), ('', 92014, 92014, 'visit', false, false, false),
    -- telehealth visits: a visit and an audited line at once
    ('', 98000, 98015, 'visit', false, true, false),
    -- assessment services: count beside visits for non-E/M subjects
    ('', 97161, 97168, 'visit', true, false, false), ('', 92521, 92524, 'visit', true, false, false),
    ('', 92507, 92507, 'visit', true, false, false), ('', 97802, 97804, 'visit', true, false, false),
    ('', 96156, 96156, 'visit', true, false, false), ('', 96158, 96159, 'visit', true, false, false),
    ('', 96164, 96165, 'visit', true, false, false), ('', 96167, 96168, 'visit', true, false, false),
    ('', 96170, 96171, 'visit', true, false, false),
    ('G', 108, 109, 'visit', true, false, false),
    -- other audited families: training, prolonged, RHC wrapper, care management, APCM
    ('', 98960, 98962, 'other', true, true, false), ('', 99417, 99417, 'other', false, true, false),
    ('G', 2212, 2212, 'other', false, true, false), ('G', 71, 71, 'other', false, true, false),
    ('', 99490, 99494, 'other', false, true, false), ('', 99439, 99439, 'other', false, true, false),
    ('', 99487, 99487, 'other', false, true, false), ('', 99489, 99489, 'other', false, true, false),
    ('', 99437, 99437, 'other', false, true, false), ('', 99424, 99427, 'other', false, true, false),
    ('', 99484, 99484, 'other', false, true, false), ('G', 323, 323, 'other', false, true, false),
    ('G', 2214, 2214, 'other', false, true, false), ('G', 556, 558, 'other', false, true, false),
    -- other audited families: monitoring, interprofessional
    ('', 99453, 99454, 'other', false, true, false), ('', 99457, 99458, 'other', false, true, false),
    ('', 99091, 99091, 'other', false, true, false), ('', 99473, 99474, 'other', false, true, false),
    ('', 98975, 98981, 'other', false, true, false), ('', 98984, 98986, 'other', false, true, false),
    ('', 93792, 93793, 'other', false, true, false), ('', 99445, 99445, 'other', false, true, false),
    ('', 99470, 99470, 'other', false, true, false), ('', 99446, 99449, 'other', false, true, false),
    ('', 99451, 99452, 'other', false, true, false)
) AS family(letter, first, last, role, nq, audited, hard);

-- 2. Small definitions. A diagnosis code counts in upper case, without dots, unless it starts with Z.
--    Clinician kind: 2 (50, 89, 97) equals every E/M-capable specialty of its TIN, 1 is another
--    capable specialty, 0 is without E/M scope or unknown; so two kinds of one TIN match from 3 up.
CREATE OR REPLACE TEMP MACRO counted(diagnosis) AS
    CASE WHEN replace(diagnosis, '.', '') NOT ILIKE 'Z%'
         THEN nullif(upper(replace(diagnosis, '.', '')), '') END;
CREATE OR REPLACE TEMP MACRO kind(specialty) AS
    CASE WHEN specialty IN ('50', '89', '97') THEN 2
         WHEN specialty IN ('15', '62', '64', '65', '67', '68', '71', '80', 'E1', 'E2') THEN 0
         WHEN specialty IS NULL THEN 0 ELSE 1 END;
