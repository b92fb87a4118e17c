//! The protobuf contract between the two services, its generated code and the table of errors.
