SELECT application_id, after_on, until_on FROM kept.pauses WHERE after_on < DATE '{as_of}'
