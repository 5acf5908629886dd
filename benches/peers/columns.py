"""The columns of a claims file that the checks need, and the order of all of them in a CSV that `synth` writes."""

NEEDED = [
    "claim_id", "line_number", "patient_id", "rendering_npi", "billing_tin", "rendering_specialty",
    "service_date", "procedure_code", "modifier_1", "modifier_2", "diagnosis_1", "diagnosis_2", "payer",
    "claim_status",
]
CORE = [
    "claim_id", "line_number", "patient_id", "rendering_npi", "billing_tin", "rendering_specialty",
    "service_date", "procedure_code", "modifier_1", "modifier_2", "place_of_service", "diagnosis_1", "diagnosis_2",
    "units", "paid_amount", "payer", "claim_status", "claim_frequency", "original_claim_id",
]
