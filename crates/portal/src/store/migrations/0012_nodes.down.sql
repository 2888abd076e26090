DROP TABLE node_registrations;
DROP TABLE node_requests;
